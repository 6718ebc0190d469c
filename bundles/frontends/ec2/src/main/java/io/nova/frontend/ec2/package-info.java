/** The EC2 query API: one small class an action, everything else declared. */
@NullMarked
package io.nova.frontend.ec2;

import org.jspecify.annotations.NullMarked;
