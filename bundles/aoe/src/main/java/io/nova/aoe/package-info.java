/**
 * ATA over Ethernet from user space: its frames, a packet socket, discovery, and disks that are
 * read and written. The format is that of the AoE specification, revision 11 ("AoEr11", Hopkins and
 * Coile, 2009).
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.aoe;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
