/** The message bus within one process. */
@NullMarked
package io.nova.driver.messaging.local;

import org.jspecify.annotations.NullMarked;
