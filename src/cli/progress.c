// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include "cli/language.h"
#include "cli/out.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL 100 // ms between two drawings
#define WIPE "\r\033[K"
#define ELLIPSIS "\xe2\x80\xa6"

void progress_init(struct progress *progress, bool wanted)
{
    *progress = (struct progress){.on = wanted && terminal_is_smart(STDERR_FILENO)};
}

static int64_t steady_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void left_format(double seconds, char *text, size_t size)
{
    if (!(seconds >= 0) || seconds > 360000)
        text[0] = '\0';
    else if (seconds < 90)
        (void)snprintf(text, size, _("  %d s left"), (int)(seconds + 0.5));
    else if (seconds < 5400)
        (void)snprintf(text, size, _("  %d min left"), (int)(seconds / 60 + 0.5));
    else
        (void)snprintf(text, size, _("  %d h left"), (int)(seconds / 3600 + 0.5));
}

// The end of a name in `columns`: what tells files apart stands there. A byte beyond ASCII counts as one column: three
// such bytes are at most two.
static const char *name_end(const char *name, size_t columns, bool *ret_cut)
{
    size_t size = text_size(name);
    *ret_cut = size > columns;
    if (!*ret_cut)
        return name;
    const char *end = name + (size - columns + 1);
    while (((unsigned char)*end & 0xc0) == 0x80)
        end++;
    return end;
}

void progress_draw(void *context, const struct bridle_progress *now)
{
    struct progress *progress = context;
    int64_t time = steady_ms();
    if (!progress->on || (progress->drawn && time - progress->last < INTERVAL))
        return;
    progress->last = time;
    progress->drawn = true;
    char left[40] = "";
    char records[48] = "";
    double share = now->share > 0 ? now->share < 1 ? now->share : 1 : 0;
    left_format(now->seconds_left, left, sizeof left);
    int taken = snprintf(records, sizeof records, dngettext("bridle", "  %lu record", "  %lu records", now->records),
                         now->records);
    unsigned width = terminal_width(STDERR_FILENO);
    size_t fixed = 7 + (size_t)taken + text_size(left);
    size_t columns = width > fixed + 8 ? width - fixed : 8;
    bool cut;
    const char *name = name_end(now->input ? now->input : "", columns, &cut);
    struct out out;
    out_init(&out, STDERR_FILENO);
    out_format(&out, WIPE "%3d%%  ", (int)(share * 100));
    out_text(&out, cut ? ELLIPSIS : "");
    out_text(&out, name);
    out_text(&out, records);
    out_text(&out, left);
    (void)out_flush(&out);
}

void progress_wipe(struct progress *progress)
{
    struct out out;
    if (!progress->drawn)
        return;
    out_init(&out, STDERR_FILENO);
    out_text(&out, WIPE);
    (void)out_flush(&out);
    progress->drawn = false;
}
