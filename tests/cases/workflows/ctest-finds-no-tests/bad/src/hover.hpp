#pragma once

namespace kestrel {

/// The height after some beats.
int hover(int height, int beats);

}  // namespace kestrel
