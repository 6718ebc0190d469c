/** Volumes that are files of their host, exported over iSCSI by tgtd. */
@NullMarked
package io.nova.driver.volume.iscsi;

import org.jspecify.annotations.NullMarked;
