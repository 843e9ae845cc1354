\set ECHO queries
\set VERBOSITY verbose
\pset null '(null)'
-- the whole family, then with system objects, then with details
\l
\d
\dS
\d+ public.*
\d *.*
\da
\daS
\dA+
\dAc
\dAf
\dAo
\dAp
\db
\dc
\dcS
\dC+
\dconfig *
\dd
\dD
\dD+ public.*
\ddp
\dE+
\det+
\des+
\deu+
\dew+
\df
\df+ public.*
\dfaS
\dfnS
\dfpS
\dftS
\dfwS
\dF+
\dFd+
\dFp+
\dFt+
\dg+
\di
\dis+ public.*
\dl+
\dL+
\dm+
\dn
\dn+
\dnS
\do
\doS
\dO+
\dOS
\dp
\drds
\dRp+
\dRs+
\ds
\dt
\dt *.*
\dT
\dT+ public.*
\dTS
\du+
\dv
\dv *.*
\dx
\dx+
\dX
\dX+
\dy+
\z
\sf+ binary_coercible
\sv+ street
\ef binary_coercible
\r
\ev street
\r
\encoding
\encoding LATIN1
\encoding UTF8
