/** The program that makes a machine a host of a cloud, before its agents start. */
@NullMarked
package io.nova.join;

import org.jspecify.annotations.NullMarked;
