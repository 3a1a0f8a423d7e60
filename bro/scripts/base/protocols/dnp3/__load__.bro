##! DNP3 is not analyzed by this engine: there is no analyzer, no event and no
##! dnp3.log. The package is here so that lists of scripts that name it load.
