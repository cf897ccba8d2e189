-- says: 2: 'say' is a word of tend; give yours another name
say = "x"
