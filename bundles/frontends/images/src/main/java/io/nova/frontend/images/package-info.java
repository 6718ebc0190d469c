/** Speaks the protocol of {@code _images}, by which clouds of 2010 registered images. */
@NullMarked
package io.nova.frontend.images;

import org.jspecify.annotations.NullMarked;
