/** What guests read about themselves; each is known by the address that it sends from. */
@NullMarked
package io.nova.frontend.metadata;

import org.jspecify.annotations.NullMarked;
