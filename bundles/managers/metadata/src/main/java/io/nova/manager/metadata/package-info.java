/** What guests read about themselves, told on this host and to those hosts that run them. */
@NullMarked
package io.nova.manager.metadata;

import org.jspecify.annotations.NullMarked;
