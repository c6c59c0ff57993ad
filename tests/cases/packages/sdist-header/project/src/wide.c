#include "align.h"
#include "wide_internal.h"

long align_score(const char *left, const char *right) {
    long total = 0;
    for (; *left && *right; left++, right++) total += SAME(*left, *right);
    return total;
}
