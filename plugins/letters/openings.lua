-- First lines, for when the page is very white.

return {
  to = {
    "I remember your shoes.",
    "There is something I know now that you don't.",
    "Today I saw something you would have liked.",
    "You asked, and nobody answered. So here goes.",
    "Let me tell you what your room looks like these days.",
    "I took a long time to write. I had to find the address.",
    "You were right about one thing in particular.",
    "Nobody told you this, so I will.",
    "I still do that thing you do with your hands.",
    "What I like best about you is a small thing.",
    "If I could come by for an afternoon, we would go to",
    "You don't have to answer this. You can just read it.",
  },
  from = {
    "Are we tall?",
    "Do we have a dog?",
    "Do you still have my",
    "I want to show you something. Guess what.",
    "I don't like it when",
    "Do you remember me? I have the red boots on.",
    "The best thing today was",
    "I have a question and it is a big one.",
    "I know a good hiding place, and you can come too.",
    "This is what I am good at:",
    "My favourite thing just now is",
    "Dear big me,",
  },
}
