/** The contract of an identity driver, and one in memory that keeps it. */
@NullMarked
package io.nova.testkit.identity;

import org.jspecify.annotations.NullMarked;
