-- says: 2: invalid escape sequence near '"50\%'; a backslash in a text is written twice: \\
say "50\% off"
