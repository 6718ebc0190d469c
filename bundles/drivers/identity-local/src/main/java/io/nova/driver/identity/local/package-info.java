/** Users, projects and access keys in the state store. */
@NullMarked
package io.nova.driver.identity.local;

import org.jspecify.annotations.NullMarked;
