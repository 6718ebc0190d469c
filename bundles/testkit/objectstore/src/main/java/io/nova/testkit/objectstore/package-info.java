/** The contract of object store drivers, and the driver in memory that obeys it. */
@NullMarked
package io.nova.testkit.objectstore;

import org.jspecify.annotations.NullMarked;
