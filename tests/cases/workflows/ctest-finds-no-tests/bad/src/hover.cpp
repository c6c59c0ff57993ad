#include "hover.hpp"

namespace kestrel {

int hover(int height, int beats) { return height + beats; }

}  // namespace kestrel
