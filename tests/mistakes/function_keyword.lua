-- says: 2: syntax error near 'go'; a function begins with 'function' and ends with 'end'
def go()
end
