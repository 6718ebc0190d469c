/** Which machines are hosts of the cloud: invitations, certificates, and users of the bus. */
@NullMarked
package io.nova.manager.host;

import org.jspecify.annotations.NullMarked;
