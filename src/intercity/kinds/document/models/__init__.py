"""What only documents have: their state, their sections with every version, who agreed, what was said on a section."""

from intercity.kinds.document.models.document import Agreed, Document, Status
from intercity.kinds.document.models.section import Remark, Section, SectionVersion

__all__ = ["Agreed", "Document", "Remark", "Section", "SectionVersion", "Status"]
