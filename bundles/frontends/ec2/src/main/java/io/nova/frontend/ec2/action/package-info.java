/** The actions, one class each. */
@NullMarked
package io.nova.frontend.ec2.action;

import org.jspecify.annotations.NullMarked;
