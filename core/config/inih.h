// The inih library's own header. It is called ini.h like ours, which stands before it on the include path, so this one
// asks for the next. Include it as <inih.h>: found by way of the including file's folder, it would have no next.
#pragma once

#include_next <ini.h>
