/** The one message bus of a process, that stays while its drivers come, go and take over. */
@NullMarked
package io.nova.gated.messaging;

import org.jspecify.annotations.NullMarked;
