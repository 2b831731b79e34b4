// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include "cli/out.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is_smart(int fd)
{
    const char *term = getenv("TERM");
    return isatty(fd) && term && *term && !text_is(term, "dumb");
}

bool terminal_color(int fd, const char *when)
{
    const char *no_color = getenv("NO_COLOR");
    if (text_is(when, "always"))
        return true;
    if (text_is(when, "never"))
        return false;
    return !(no_color && *no_color) && terminal_is_smart(fd);
}

unsigned terminal_width(int fd)
{
    struct winsize size = {0};
    if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}
