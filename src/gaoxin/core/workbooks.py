"""Opening a workbook that somebody sent: not too large, not a bomb, and really one."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any

import openpyxl

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.workbook_parts import check_parts

MOST_BYTES = 20_000_000


def opened(data: bytes) -> Any:
    """The openpyxl workbook with at least one sheet; formulas stay formulas. Raises Invalid for anything else."""
    if len(data) > MOST_BYTES:
        raise Invalid(
            f"文件超过 {MOST_BYTES // 1_000_000} MB the file is too large", do="只留需要的表，分批导入 import in parts"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            check_parts(packed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out (pictures, validations) is of no matter here
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
    except GaoxinError:
        raise
    except Exception as error:  # whatever a reader of foreign files raises over a foreign file
        raise Invalid("不是 Excel 工作簿（.xlsx） this is no workbook", do="另存为 .xlsx save it as .xlsx") from error
    if not book.worksheets:
        raise Invalid("工作簿里没有工作表 the workbook has no sheet", do="核对文件 check the file")
    return book
