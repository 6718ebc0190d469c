/** How much one project may ask of the cloud at once. */
@NullMarked
package io.nova.frontend.ec2.limit;

import org.jspecify.annotations.NullMarked;
