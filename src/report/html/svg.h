// SPDX-License-Identifier: Apache-2.0
// Pictures with a time axis, as inline SVG without style attributes or scripts.
#pragma once

#include "report/html/html.h"

struct svg {
    struct html *html;
    int64_t first, last;  // µs at the left and at the right end
    unsigned left, width; // of the axis, in the picture's own units
    unsigned height;
};

// Opens the picture in a frame of its own; `title` and `description` are read by those who don't see it.
void svg_begin(struct svg *svg, const char *id, const char *title, const char *description);
void svg_end(const struct svg *svg);
// Within what a picture can draw, 1970 to 2199: evidence and cases may bear any time, and a reader's axis is not
// theirs.
int64_t svg_time(int64_t time);
unsigned svg_x(const struct svg *svg, int64_t time);
void svg_rect(const struct svg *svg, unsigned x, unsigned y, unsigned width, unsigned height, const char *class_name);
void svg_line(const struct svg *svg, unsigned x1, unsigned y1, unsigned x2, unsigned y2, const char *class_name);
// `anchor`: "start", "middle", "end".
void svg_text(const struct svg *svg, unsigned x, unsigned y, const char *anchor, const char *class_name,
              struct slice text);
// Lines and dates below: years, months, days or hours, as fits.
void svg_axis(const struct svg *svg, unsigned top, unsigned bottom);
