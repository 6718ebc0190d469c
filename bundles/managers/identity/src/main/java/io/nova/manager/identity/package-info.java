/** Who callers are, what they may do, and who owns resources. */
@NullMarked
package io.nova.manager.identity;

import org.jspecify.annotations.NullMarked;
