/**
 * What a state driver implements: records, indexes, pools, quotas and leases in serializable
 * transactions.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.nova.spi.state;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
