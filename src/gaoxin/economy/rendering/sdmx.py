"""A dataset as SDMX 3.0: structures (SDMX-ML), data as SDMX-CSV 2.0 and as structure-specific SDMX-ML.

Structures are written by pysdmx. Data are written here, since pysdmx needs pyarrow for it; the tests let pysdmx read both.
Every artefact carries the vintage as its major version: the codes of a vintage are those that it uses.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from xml.sax.saxutils import quoteattr

from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Organisation,
    Role,
)
from pysdmx.model.message import Header

from gaoxin.economy.rules.opendata.book import Dataset
from gaoxin.economy.rules.opendata.content import Content, Dimension, Observation
from gaoxin.economy.rules.reports.book import Phrase

ATTRIBUTES = {
    "UNIT_MEASURE": (Phrase("计量单位", "Unit of measure"), DataType.STRING),
    "BASIS": (Phrase("口径", "Basis"), DataType.STRING),
    "SOURCE": (Phrase("来源", "Source"), DataType.STRING),
    "RECORDS": (Phrase("记录数", "Number of records"), DataType.INTEGER),
    "BOUND": (Phrase("界限：“>”表示只公布下限", "Bound: `>` for a lower bound"), DataType.STRING),
}
TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"
MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"
COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"
SPECIFIC = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific"


class Sdmx:
    """agency: of the artefacts. prepared: the release, so that the bytes are the same whenever they are made."""

    def __init__(self, content: Content, told: Dataset, *, agency: str, vintage: int, prepared: dt.datetime) -> None:
        self.content, self.told, self.agency = content, told, agency
        self.version = f"{vintage}.0.0"
        self.prepared = prepared.astimezone(dt.UTC).replace(microsecond=0)
        self.id = told.code.upper()
        self.names = [dimension.id for dimension in content.dimensions]

    def structures(self) -> bytes:
        """Codelists, concepts, data structure definition and dataflow."""
        lists = {d.id: self._codelist(d) for d in self.content.dimensions}
        names = {d.id: d.name for d in self.content.dimensions} | {k: name for k, (name, _) in ATTRIBUTES.items()}
        names |= {TIME: Phrase("时间", "Time period"), VALUE: Phrase("数值", "Observed value")}
        types = {TIME: DataType.PERIOD, VALUE: DataType.DECIMAL} | {k: kind for k, (_, kind) in ATTRIBUTES.items()}
        scheme = ConceptScheme(
            id=f"CS_{self.id}", name=f"Concepts: {self.told.name.en}", agency=self.agency, version=self.version,
            items=[
                Concept(id=key, name=name.en, description=name.zh, dtype=types.get(key, DataType.STRING))
                for key, name in names.items()
            ],
        )  # fmt: skip
        roles = dict.fromkeys([*self.names, TIME], Role.DIMENSION) | {VALUE: Role.MEASURE}
        roles |= dict.fromkeys(ATTRIBUTES, Role.ATTRIBUTE)
        components = [
            Component(
                key, role is Role.DIMENSION, role, ItemReference("Concept", self.agency, scheme.id, self.version, key),
                local_codes=lists.get(key), local_dtype=types.get(key, DataType.STRING),
                attachment_level="O" if role is Role.ATTRIBUTE else None,
            )
            for key, role in roles.items()
        ]  # fmt: skip
        dsd = DataStructureDefinition(
            id=f"DSD_{self.id}", name=self.told.name.en, description=self.told.name.zh, agency=self.agency,
            version=self.version, components=Components(components),
        )  # fmt: skip
        flow = Dataflow(
            id=self.id, name=self.told.name.en, description=self.told.about.zh, agency=self.agency,
            version=self.version, structure=dsd,
        )  # fmt: skip
        made = write_sdmx(
            [*lists.values(), scheme, dsd, flow], Format.STRUCTURE_SDMX_ML_3_0, header=self._header("STRUCTURES")
        )
        assert made is not None
        # pysdmx marks every text as English; descriptions here are Chinese.
        return made.replace('<com:Description xml:lang="en">', '<com:Description xml:lang="zh">').encode()

    def csv(self) -> bytes:
        """SDMX-CSV 2.0."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *self.names, TIME, VALUE, *ATTRIBUTES])
        flow = f"{self.agency}:{self.id}({self.version})"
        for one in self.content.observations:
            table.writerow(["dataflow", flow, "I", *one.at, one.period, one.value, *self._attributes(one).values()])
        return out.getvalue().encode()

    def xml(self) -> bytes:
        """Structure-specific SDMX-ML 3.0, flat."""
        structure = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={self.agency}:{self.id}({self.version})"
        namespace = f"{structure}:ObsLevelDim:AllDimensions"
        rows = "\n".join(
            "\t\t<Obs " + " ".join(f"{key}={quoteattr(text)}" for key, text in self._cells(one).items()) + "/>"
            for one in self.content.observations
        )
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mes="{MESSAGE}" xmlns:ss="{SPECIFIC}" xmlns:com="{COMMON}" xmlns:ns1="{namespace}">
\t<mes:Header>
\t\t<mes:ID>{self._header("DATA").id}</mes:ID>
\t\t<mes:Test>false</mes:Test>
\t\t<mes:Prepared>{self.prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared>
\t\t<mes:Sender id="{self.agency}"/>
\t\t<mes:Structure structureID="{self.id}" namespace="{namespace}" dimensionAtObservation="AllDimensions">
\t\t\t<com:StructureUsage>{structure}</com:StructureUsage>
\t\t</mes:Structure>
\t</mes:Header>
\t<mes:DataSet ss:structureRef="{self.id}" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure" action="Information">
{rows}
\t</mes:DataSet>
</mes:StructureSpecificData>
""".encode()  # noqa: E501

    def _attributes(self, one: Observation) -> dict[str, str]:
        return {
            "UNIT_MEASURE": one.unit, "BASIS": self.content.basis(one), "SOURCE": one.source, "RECORDS": str(one.records),
            "BOUND": one.bound,
        }  # fmt: skip

    def _cells(self, one: Observation) -> dict[str, str]:
        cells = {
            **dict(zip(self.names, one.at, strict=True)),
            TIME: one.period,
            VALUE: one.value,
            **self._attributes(one),
        }
        return {key: text for key, text in cells.items() if text}

    def _codelist(self, of: Dimension) -> Codelist:
        return Codelist(
            id=f"CL_{self.id}_{of.id}", name=of.name.en, description=of.name.zh, agency=self.agency, version=self.version,
            items=[
                Code(id=one.id, name=one.name.en, description="；".join(t for t in (one.name.zh, one.definition) if t))
                for one in of.codes
            ],
        )  # fmt: skip

    def _header(self, kind: str) -> Header:
        return Header(
            id=f"{self.id}_V{self.version.split('.')[0]}_{kind}", test=False, prepared=self.prepared,
            sender=Organisation(id=self.agency),
        )  # fmt: skip
