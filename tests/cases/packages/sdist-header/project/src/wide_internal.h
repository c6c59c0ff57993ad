#define SAME(a, b) ((a) == (b) ? 1 : -1)
