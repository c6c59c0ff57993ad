#include "strview.h"

#include <string.h>

strview strview_from(const char *text) {
  strview view = {text, strlen(text)};
  return view;
}

strview strview_trim(strview view) {
  while (view.size && view.data[0] == ' ') {
    view.data++;
    view.size--;
  }
  while (view.size && view.data[view.size - 1] == ' ') view.size--;
  return view;
}
