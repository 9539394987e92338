"""Tables of the network: questions asked in a group and replies to them, and material that people share."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, public_id
from courses.catalogue.models import Module, Unit
from courses.delivery.models import Run
from courses.files.models import StoredFile
from courses.people.models import Person


class GroupQuestion(Row, Base):
    """A question of somebody in a group, about one unit. Everybody who is or was in the group may read and answer.

    After erasure its words and asker are gone; what others replied stays.
    """

    __tablename__ = "group_question"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    body: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    """Taken away by a trainer of the group."""

    run: Mapped[Run] = relationship()
    unit: Mapped[Unit] = relationship()
    asker: Mapped[Person | None] = relationship()
    replies: Mapped[list["QuestionReply"]] = relationship(back_populates="question", order_by="QuestionReply.id")


class QuestionReply(Row, Base):
    """One reply to a question; deleted with its author."""

    __tablename__ = "question_reply"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    question_id: Mapped[int] = mapped_column(ForeignKey("group_question.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]

    question: Mapped[GroupQuestion] = relationship(back_populates="replies")
    author: Mapped[Person | None] = relationship()


class SharedMaterial(Row, Base):
    """Something that somebody made and shares with whoever takes or gives a module: a file, or a link.

    Taken back it stays as a row, so that its address can say so; after erasure without words.
    """

    __tablename__ = "shared_material"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), index=True)
    sharer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    title: Mapped[str]
    about: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(String(32))
    """SPDX identifier."""
    url: Mapped[str | None] = mapped_column(String(2000))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    shared_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    module: Mapped[Module] = relationship()
    sharer: Mapped[Person | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
