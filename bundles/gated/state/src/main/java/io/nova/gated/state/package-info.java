/** The one state store of a process, that stays while its drivers come, go and take over. */
@NullMarked
package io.nova.gated.state;

import org.jspecify.annotations.NullMarked;
