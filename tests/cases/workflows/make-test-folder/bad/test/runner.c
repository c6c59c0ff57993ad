#include <stdio.h>
#include <string.h>

#include "strview.h"

int main(void) {
  strview view = strview_trim(strview_from("  a b "));
  if (view.size != 3 || memcmp(view.data, "a b", 3) != 0) {
    fprintf(stderr, "trim failed\n");
    return 1;
  }
  puts("ok");
  return 0;
}
