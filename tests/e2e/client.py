"""A front end of another program, as the tests play it."""

import json


class Client:
    """A front end of another program, at the other end of --front json. `answers` are taken in turn: the number of an option, a
    text, None to pass over the question; after the last of them everything is passed over, or `at_end` is called once."""

    def __init__(self, tend, args, answers=(), at_end=None):
        self.child = tend.start(["run", *args, "--fast", "--front", "json"])
        self.answers, self.at_end = list(answers), at_end
        self.seen = [self.meet(json.loads(line)) for line in self.child.stdout]
        self.err = self.child.stderr.read()
        self.status = self.child.wait(timeout=60)

    def meet(self, message):
        if message["verb"] in ("ask", "write", "choose"):
            self.reply(message)
        return message

    def reply(self, question):
        answer = self.answers.pop(0) if self.answers else None
        if not self.answers and self.at_end:
            at_end, self.at_end = self.at_end, None
            if answer is None:
                return at_end(self.child)
        if answer is None:
            return self.send(verb="skip", id=question["id"])
        return self.send(verb="answer", id=question["id"], **{"choice" if question["verb"] == "choose" else "text": answer})

    def send(self, **message):
        self.child.stdin.write(json.dumps(message) + "\n")
        self.child.stdin.flush()

    def phases(self):
        return [(message["name"], message["seconds"]) for message in self.seen if message["verb"] == "phase"]

    def said(self):
        return [message["text"] for message in self.seen if message["verb"] in ("say", "tell")]
