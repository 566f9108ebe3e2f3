"""A post's description becomes its list of tasks."""

from __future__ import annotations

import pytest

from gaoxin.talent.rules.tasks import tasks_of


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("设备点检\n装配线换型\n", ("设备点检", "装配线换型")),
        ("岗位职责：1、设备点检；2、更换 3.5 吨模具；3、填写交接班记录。", ("设备点检", "更换 3.5 吨模具", "填写交接班记录")),
        ("工作内容：\n（1）贴片机编程\n（2）首件检验 ①外观 ②尺寸", ("贴片机编程", "首件检验", "外观", "尺寸")),
        ("• 焊接\n• 打磨\n- 焊接", ("焊接", "打磨")),
        ("一、备料。二、切割，三、码垛", ("备料", "切割", "码垛")),
        ("操作 X-ray 检测设备；会用 PLC", ("操作 X-ray 检测设备", "会用 PLC")),
        ("Duties: 1. Check machines 2. Change tools", ("Check machines", "Change tools")),
        ("焊接：氩弧焊\n任职要求：\n会看图纸", ("焊接：氩弧焊", "会看图纸")),
        ("  \n。；\n", ()),
    ],
)  # fmt: skip
def test_a_description_is_a_list(text, tasks):
    assert tasks_of(text) == tasks
    assert tasks_of("\n".join(tasks)) == tasks  # a list stays as it is
