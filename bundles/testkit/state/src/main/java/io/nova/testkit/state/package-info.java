/** The state SPI's contract test, and the store in memory that is its reference model. */
@NullMarked
package io.nova.testkit.state;

import org.jspecify.annotations.NullMarked;
