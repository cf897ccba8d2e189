-- It goes back without a loop.
-- expect: 4
::again::
goto again
