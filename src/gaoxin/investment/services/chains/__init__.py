"""Acts on chains: drawing, publishing, placing firms, judging, importing."""
