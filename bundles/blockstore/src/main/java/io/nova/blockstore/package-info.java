/**
 * Volumes and snapshots as raw files of their host: what all drivers have in common that keep
 * volumes so and differ in how they export them.
 *
 * <p>A driver makes one {@link io.nova.blockstore.BlockStore} over its {@link
 * io.nova.blockstore.VolumeExports} and hands the calls of its SPI on to it. {@link
 * io.nova.blockstore.Tool}, {@link io.nova.blockstore.Processes}, {@link io.nova.blockstore.Disk}
 * and {@link io.nova.blockstore.Places} are for exports, which are programs that outlive the JVM.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.blockstore;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
