"""A server that lies about some of what it serves: an honest one, with the reply or its delivery changed where it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field

from delivery.staging.loopback import Answers, Handler, Reply, Request
from tests.servers.faulty import Delivery

Change = Callable[[Request, Reply, int], Reply]  # the int counts the asks for what is lied about, from 0


def honest(_request: Request, reply: Reply, _asked: int) -> Reply:
    """Change nothing."""
    return reply


@dataclass
class Lie:
    """What is wrong: which asks it is about, how the reply is changed, how it is delivered."""

    about: Callable[[str], bool]
    change: Change = honest
    deliver: Delivery | None = None
    asked: int = field(default=0)

    def told(self, answers: Answers) -> Answers:
        """Return the answers with the lie in them."""

        def answer(request: Request) -> Reply:
            reply = answers(request)
            if not self.about(request.path):
                return reply
            self.asked += 1
            return self.change(request, reply, self.asked - 1)

        return answer

    @property
    def handler(self) -> type[Handler]:
        """Return the handler that delivers replies this way."""
        lie = self

        class Lying(Handler):
            def deliver(self, request: Request, reply: Reply) -> None:
                if lie.deliver is not None and lie.about(request.path):
                    lie.deliver(self, request, reply)
                else:
                    super().deliver(request, reply)

        return Lying
