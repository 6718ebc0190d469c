/** What the cloud's monitoring is told of it. */
@NullMarked
package io.nova.frontend.ec2.metric;

import org.jspecify.annotations.NullMarked;
