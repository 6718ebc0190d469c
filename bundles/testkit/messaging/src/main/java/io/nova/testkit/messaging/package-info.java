/** The contract of a message bus, and a bus that a test moves step by step. */
@NullMarked
package io.nova.testkit.messaging;

import org.jspecify.annotations.NullMarked;
