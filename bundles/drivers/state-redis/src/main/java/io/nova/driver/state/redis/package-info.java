/** The state store in Redis, which managers on many machines share. */
@NullMarked
package io.nova.driver.state.redis;

import org.jspecify.annotations.NullMarked;
