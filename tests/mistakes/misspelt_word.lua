-- says: 2: unknown name 'brethe' (did you mean 'breathe'?)
brethe { cycles = 2 }
