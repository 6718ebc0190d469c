/** Writes answers in EC2's form. */
@NullMarked
package io.nova.frontend.ec2.xml;

import org.jspecify.annotations.NullMarked;
