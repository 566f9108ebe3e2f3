"""Acts on a project file: opening, tagging, handing over, noting what happened, clearing what blocks, recording investment."""
