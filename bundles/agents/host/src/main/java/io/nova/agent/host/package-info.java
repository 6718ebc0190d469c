/** Keeps the features of a host equal to what its file says, and changes both when asked. */
@NullMarked
package io.nova.agent.host;

import org.jspecify.annotations.NullMarked;
