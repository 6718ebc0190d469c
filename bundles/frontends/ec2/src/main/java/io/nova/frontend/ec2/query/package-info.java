/** Reads the parameters of the query protocol as what each action declares. */
@NullMarked
package io.nova.frontend.ec2.query;

import org.jspecify.annotations.NullMarked;
