/** What guests read about themselves, on hosts without managers. */
@NullMarked
package io.nova.remote.metadata;

import org.jspecify.annotations.NullMarked;
