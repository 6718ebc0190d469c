/** The state store in RocksDB, within the process that uses it. */
@NullMarked
package io.nova.driver.state.embedded;

import org.jspecify.annotations.NullMarked;
